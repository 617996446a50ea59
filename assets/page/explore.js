// The latent explorer: seeds on a sheet, two of them mixed, one moved along directions, liked ones kept and saved.

import { fillWords, language, languageButtons, remember, remembered, words } from './language.js';
import { command, listen } from './live.js';
import { button, lists, make, mark, paced, write } from './make.js';
import { Sheet, nameOf, paint, seedOf } from './sheet.js';
import { Timeline } from './timeline.js';

const TILES = 16;
const TRAY = 'welkin-tray';
const MOST_KEPT = 24;

const at = (id) => document.getElementById(id);
document.documentElement.lang = words.tag;
document.documentElement.dataset.language = language;
fillWords(document);
document.title = words.title(words.explore);
at('languages').append(...languageButtons());

let models = [];
let first = 0;
let chosen = [];
let point = null;
let moment = 0;
let tray = readTray();
let number = 0;
const renew = lists();
const model = () => models.find(({ id }) => id === at('model').value);
const ask = async (wish) => say(await command(wish, words.refusedByPage));

function say(text) {
  at('answer').hidden = !text;
  write(at('answer'), text);
}

async function tried(call) {
  try {
    await call();
  } catch (error) {
    say(error.message);
  }
}

async function read(path) {
  const answer = await fetch(path);
  if (answer.status === 204) return undefined;
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return answer.json();
}

const sheet = new Sheet(at('sheet'), choose);
const kept = new Sheet(at('tray'), choose);
const timeline = new Timeline(at('timeline'), { seek: (secs) => ask({ kind: 'seek', secs }), change });

function seeds() {
  const points = Array.from({ length: TILES }, (_, index) => ({ seeds: [[first + index, 1]], along: [], truncation: 1 }));
  return tried(() => sheet.show(model().id, points).then(() => sheet.mark(chosen)));
}

// The last two that were chosen can be bred; the last is shown large.
function choose(next) {
  point = structuredClone(next);
  chosen = [...chosen.filter((one) => nameOf(one) !== nameOf(next)), next].slice(-2);
  sheet.mark(chosen);
  at('breed').disabled = chosen.length < 2;
  at('lock').disabled = false;
  drawSliders();
  live();
}

const live = paced(60, () => tried(async () => {
  const mine = (number += 1);
  const [picture] = await paint(model().id, [point]);
  if (mine !== number) return URL.revokeObjectURL(picture);
  URL.revokeObjectURL(at('chosen').src);
  at('chosen').src = picture;
  at('chosen').hidden = false;
  at('chosen').dataset.number = mine;
  const isMix = point.seeds.filter(([, share]) => share > 0).length > 1;
  write(at('saved-as'), isMix ? words.exploreMix(nameOf(point), seedOf(point)) : words.exploreSeed(seedOf(point)));
  return undefined;
}));

function drawSliders() {
  const row = (name, label, low, high, value, move) => {
    const said = make('output', value.toFixed(2));
    const input = make('input', '', { type: 'range', min: low, max: high, step: 0.05, value, 'data-id': name });
    input.oninput = () => {
      move(Number(input.value));
      write(said, Number(input.value).toFixed(2));
      live();
    };
    return make('label', '', {}, make('span', label), input, said);
  };
  const along = Array.from({ length: model().directions }, (_, index) => {
    const name = `along${index + 1}`;
    return row(name, words.controls[name] ?? name, -4, 4, point.along[index] ?? 0, (value) => {
      point.along = Array.from({ length: model().directions }, (_none, other) => (other === index ? value : point.along[other] ?? 0));
    });
  });
  at('along').replaceChildren(...along, row('truncation', words.controls.truncation, 0, 1.5, point.truncation, (value) => { point.truncation = value; }));
}

function readTray() {
  try {
    const list = JSON.parse(remembered(TRAY) ?? '[]');
    return list.filter((one) => Array.isArray(one.seeds) && Array.isArray(one.along)).slice(0, MOST_KEPT);
  } catch {
    return [];
  }
}

function showTray() {
  return tray.length ? tried(() => kept.show(model().id, tray)) : undefined;
}

async function change(scene, what) {
  await tried(async () => {
    const answer = await fetch('/explore/save', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ scene, change: what }) });
    say(answer.ok ? words.exploreSaved : (await answer.text()).trim());
  });
  await readKeyframes();
}

const readKeyframes = () => tried(async () => {
  const scenes = await read('/explore/keyframes');
  timeline.show(scenes);
  renew(at('scene'), scenes.map(({ scene }) => scene), (names) => names.map((name) => make('option', name, { value: name })));
});

at('page-before').onclick = () => { first = Math.max(0, first - TILES); seeds(); };
at('page-after').onclick = () => { first += TILES; seeds(); };
at('model').onchange = () => { chosen = []; at('breed').disabled = true; seeds(); };
at('breed').onclick = () => {
  const [one, other] = chosen.map(seedOf);
  const mixes = Array.from({ length: TILES }, (_, index) => {
    const share = index / (TILES - 1);
    return { seeds: [[one, 1 - share], [other, share]], along: [], truncation: 1 };
  });
  tried(() => sheet.show(model().id, mixes));
};
at('lock').onclick = () => {
  tray = [structuredClone(point), ...tray].slice(0, MOST_KEPT);
  remember(TRAY, JSON.stringify(tray));
  showTray();
};
at('at-now').onclick = () => { at('at').value = moment.toFixed(2); };
at('save').onsubmit = (event) => {
  event.preventDefault();
  if (!point) return;
  const along = point.along.map((value, index) => [`along${index + 1}`, value]).filter(([, value]) => value !== 0);
  const controls = Object.fromEntries([...along, ['truncation', point.truncation]]);
  change(at('scene').value, { kind: 'put', keyframe: { at_secs: Number(at('at').value), seed: seedOf(point), controls } });
};

listen({
  status({ status }) {
    if (!status) return;
    moment = status.moment_secs;
    timeline.follow(status);
    write(at('now'), status.show);
    renew(at('scenes'), status.scenes, (names) => names.map((name) => button(name, () => ask({ kind: 'scene', scene: name }), { 'data-id': name })));
    for (const one of at('scenes').children) mark(one, 'aria-pressed', one.dataset.id === status.scene);
  },
  picture(blob) {
    URL.revokeObjectURL(at('dome').src);
    at('dome').src = URL.createObjectURL(blob);
  },
  looksAt: () => [],
  lost: () => say(words.lost),
});

tried(async () => {
  models = await read('/explore/models');
  at('model').append(...models.map(({ id }) => make('option', id, { value: id })));
  await readKeyframes();
  timeline.show(timeline.scenes ?? [], await read('/waveform'));
  if (models.length === 0) throw new Error(words.exploreNone);
  await seeds();
  await showTray();
});
