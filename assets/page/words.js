// Every word a person reads on this page, in one place, so that another language is one more file.

const places = ['front', 'front left', 'left', 'back left', 'back', 'back right', 'right', 'front right'];

export const words = {
  skip: 'To the library',
  dome: 'The dome',
  domeWaits: 'No picture yet',
  heard: 'What is heard',
  master: 'Master',
  brightness: 'Brightness',
  volume: 'Volume',
  library: 'Library',
  health: 'Parts',
  log: 'Log',
  harmonic: 'Harmonic',
  percussive: 'Percussive',
  dismiss: 'Understood',
  quit: 'End the program',
  quitSure: 'Press again to end the show',

  mix: 'All together',
  scenes: 'Scenes',
  noScene: 'No scene',
  emptyLibrary: 'No installation was found.',
  emptyLog: 'Nothing to report.',

  overall: {
    good: 'All is well',
    reduced: 'Runs with less',
    failed: 'Something failed',
    waits: 'Waiting for the show',
    lost: 'No connection',
  },
  states: { good: 'good', reduced: 'runs with less', failed: 'failed' },
  waits: 'The program runs; the show has not begun yet.',
  still: (secs) => `The show has stood still for ${Math.round(secs)} s. The program still answers.`,
  lost: 'Welkin does not answer: it has ended, or this line is cut. The page tries again by itself.',
  refusedByPage: 'The request did not arrive. Is the program still running?',

  rates: (presented, painted) => `${Math.round(presented)} frames/s shown, ${Math.round(painted)} pictures/s made`,
  percent: (share) => `${Math.round(share * 100)} %`,
  title: (show) => (show ? `${show} – Welkin` : 'Welkin'),
  of: (length) => `of ${length}`,
  progress: (time, length) => `${time} of ${length}`,

  choose: 'Choose',
  chooseAgain: 'Try again',
  reload: 'Read again',
  running: 'runs now',
  warming: 'is being warmed',
  problems: (count) => (count === 1 ? '1 problem' : `${count} problems`),
  chooseLabel: (title) => `Change to ${title}`,
  switching: (title) => `“${title}” is being read and warmed. The show goes on until it is ready.`,
  refused: (title) => `“${title}” cannot be shown`,
  goesOn: (show) => `The running show, “${show}”, goes on. Mend these and choose it again:`,

  align: 'Alignment',
  patterns: 'Test patterns',
  noPattern: 'Show',
  patternNames: {
    grid: 'Grid',
    number: 'Number',
    focus: 'Focus',
    'colour-bars': 'Colour bars',
    'grey-ramp': 'Grey ramp',
    'blend-zones': 'Blend zones',
    orientation: 'Orientation',
  },
  nudgeHint: 'Moves a corner’s light by 1 pixel, with Shift by 10. The arrow keys do the same.',
  corners: ['Upper left', 'Upper right', 'Lower left', 'Lower right'],
  arrows: { up: 'up', left: 'left', right: 'right', down: 'down' },
  nudgeLabel: (output, corner, way) => `${output}, ${corner.toLowerCase()} corner: move ${way}`,
  offset(right, down) {
    const side = (pixels, less, more) => (pixels ? [`${Number(Math.abs(pixels).toFixed(2))} ${pixels < 0 ? less : more}`] : []);
    return [...side(right, 'left', 'right'), ...side(down, 'up', 'down')].join(', ') || 'unmoved';
  },
  unsaved: 'not saved',
  saveNudges: 'Save the alignment',
  savedNudges: 'Alignment is saved',

  domeLabel: (names) => `The dome seen from below, front at the bottom. Sources: ${names || 'none'}.`,
  sides: { front: 'front', left: 'left', right: 'right', back: 'back' },
  place(azimuth, elevation) {
    const around = ((azimuth % 360) + 360) % 360;
    const side = elevation > 75 ? 'above' : places[Math.round(around / 45) % 8];
    const isPlain = elevation > 75 || Math.abs(elevation) < 1;
    const height = isPlain ? '' : `, ${Math.round(Math.abs(elevation))}° ${elevation > 0 ? 'up' : 'down'}`;
    return side + height;
  },
  db: (db) => (db <= -119 ? 'silent' : `${Math.round(db)} dB`.replace('-', '−')),
  hertz: (hz) => (hz <= 0 ? '–' : hz < 1000 ? `${Math.round(hz)} Hz` : `${(hz / 1000).toFixed(1)} kHz`),
  key: (key) => (key ? `${words.pitches[key.tonic]} ${key.is_minor ? 'minor' : 'major'}` : ''),
  lufs: (lufs) => (lufs <= -70 ? '' : `${lufs.toFixed(1)} LUFS`.replace('-', '−')),
  noBeat: 'no beat',
  bpm: 'bpm',
  pitches: ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'],
  meterLabel: (name) => `Level of ${name}`,
  melLabel: (name) => `Spectrum of ${name} over the last seconds`,
  bandsLabel: (name) => `Eight bands of ${name}, low to high`,
  chromaLabel: (name, pitch) => `Pitch classes of ${name}, strongest ${pitch || 'none'}`,
  beatLabel: (name, bpm) => (bpm ? `Beat of ${name}, ${bpm} per minute` : `Beat of ${name}, none found`),
};

// Fills every element that names its words.
export function fillWords(root) {
  for (const element of root.querySelectorAll('[data-words]')) element.textContent = words[element.dataset.words];
}
