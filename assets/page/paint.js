// Small pictures of numbers. Each takes a canvas and values from 0 to 1; what is missing counts as 0.

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();
export const ACCENT = colour('accent');
export const INK = colour('ink');
export const SOFT = colour('soft');
export const RAISED = colour('raised');
export const FAINT = colour('faint');
export const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif';

export const share = (value) => Math.min(1, Math.max(0, Number(value) || 0));

// The canvas's context in CSS pixels, emptied, as sharp as the screen.
export function fresh(canvas) {
  const scale = Math.min(window.devicePixelRatio || 1, 2);
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const pen = canvas.getContext('2d');
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { pen, width, height };
}

// Dark through the accent to white, for 0 to 1.
const RAMP = Array.from({ length: 256 }, (_, step) => {
  const stops = [[11, 13, 17], [30, 48, 88], [99, 146, 224], [178, 206, 255], [255, 255, 255]];
  const at = (step / 255) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  return stops[low].map((from, channel) => from + (stops[low + 1][channel] - from) * (at - low));
});

const MEL_COLUMNS = 180;

// Moves the strip on by one column and draws the newest spectrum at its right edge, low at the bottom.
export function mel(canvas, values) {
  if (canvas.width !== MEL_COLUMNS || canvas.height !== values.length) {
    canvas.width = MEL_COLUMNS;
    canvas.height = values.length;
  }
  const pen = canvas.getContext('2d');
  pen.globalCompositeOperation = 'copy';
  pen.drawImage(canvas, -1, 0);
  pen.globalCompositeOperation = 'source-over';
  const column = pen.createImageData(1, values.length);
  values.forEach((value, index) => {
    const [r, g, b] = RAMP[Math.round(share(value) * 255)];
    column.data.set([r, g, b, 255], (values.length - 1 - index) * 4);
  });
  pen.putImageData(column, MEL_COLUMNS - 1, 0);
}

// Upright bars, low to high.
export function bands(canvas, values) {
  const { pen, width, height } = fresh(canvas);
  const step = width / values.length;
  values.forEach((value, index) => {
    pen.fillStyle = RAISED;
    pen.fillRect(index * step, 0, step - 2, height);
    const tall = share(value) * height;
    pen.fillStyle = ACCENT;
    pen.fillRect(index * step, height - tall, step - 2, tall);
  });
}

// Twelve petals around a circle, C on top and on clockwise, the strongest named in the middle.
export function chroma(canvas, values, name) {
  const { pen, width, height } = fresh(canvas);
  const inner = 13;
  const outer = Math.min(width, height) / 2 - 1;
  pen.translate(width / 2, height / 2);
  values.forEach((value, index) => {
    const from = ((index - 0.5) / 12) * 2 * Math.PI - Math.PI / 2 + 0.04;
    const to = ((index + 0.5) / 12) * 2 * Math.PI - Math.PI / 2 - 0.04;
    petal(pen, inner, outer, from, to, RAISED);
    petal(pen, inner, inner + (outer - inner) * share(value), from, to, ACCENT);
  });
  middle(pen, name, 13, name ? INK : SOFT);
}

function petal(pen, inner, outer, from, to, fill) {
  pen.beginPath();
  pen.arc(0, 0, outer, from, to);
  pen.arc(0, 0, inner, to, from, true);
  pen.fillStyle = fill;
  pen.fill();
}

// A hand that goes around once a beat; the surer the beat, the brighter.
export function beat(canvas, phase, confidence, bpm, unit) {
  const { pen, width, height } = fresh(canvas);
  const radius = Math.min(width, height) / 2 - 4;
  pen.translate(width / 2, height / 2);
  pen.lineWidth = 3;
  pen.strokeStyle = RAISED;
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
  pen.stroke();
  if (!bpm) {
    middle(pen, '–', 15, SOFT);
    return;
  }
  const angle = share(phase) * 2 * Math.PI - Math.PI / 2;
  pen.globalAlpha = 0.25 + 0.75 * share(confidence);
  pen.strokeStyle = ACCENT;
  pen.beginPath();
  pen.arc(0, 0, radius, -Math.PI / 2, angle);
  pen.stroke();
  pen.fillStyle = ACCENT;
  pen.beginPath();
  pen.arc(Math.cos(angle) * radius, Math.sin(angle) * radius, 4, 0, 2 * Math.PI);
  pen.fill();
  pen.globalAlpha = 1;
  pen.translate(0, -4);
  middle(pen, String(bpm), 17, INK);
  pen.translate(0, 14);
  middle(pen, unit, 10, SOFT);
}

function middle(pen, text, size, fill) {
  pen.font = `600 ${size}px ${FONT}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillStyle = fill;
  pen.fillText(text, 0, 1);
}
