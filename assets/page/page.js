// The page: gives what comes over the line to the parts that show it.

import { alignment } from './align.js';
import { fader, healthItems, libraryItems, lists, logItems, problemItems, quitButton, sceneButtons } from './desk.js';
import { Dome } from './dome.js';
import { command, listen } from './live.js';
import { Sources } from './sources.js';
import { fillWords, words } from './words.js';

const STANDS_STILL_SECS = 3;
const ANSWER_FOR_MS = 8000;
// So that the page costs little on a machine that paints the show without a GPU.
const DRAW_EVERY_MS = 30;

const at = (id) => document.getElementById(id);
fillWords(document);
at('scenes').setAttribute('aria-label', words.scenes);

const dome = new Dome(at('dome'), at('dome-waits'));
const sources = new Sources(at('mix'), at('sources'), at('source'));
const renew = lists();
const followBrightness = fader(at('brightness'), 'master-brightness', ask);
const followVolume = fader(at('volume'), 'master-volume', ask);
const align = alignment({ box: at('align'), patterns: at('patterns'), nudges: at('nudges'), hint: at('nudge-hint'), save: at('save-nudges') }, renew, ask);
quitButton(at('quit'), ask);

let drawnAt = 0;
function draw(now) {
  requestAnimationFrame(draw);
  if (now - drawnAt < DRAW_EVERY_MS) return;
  drawnAt = now;
  dome.draw(now);
  sources.draw(now);
}

function hear({ age_secs, status }) {
  document.body.classList.toggle('waits', !status);
  say('waiting', status ? '' : words.waits);
  if (!status) {
    say('lost', '');
    overall('waits');
    return;
  }
  const still = age_secs > STANDS_STILL_SECS;
  say('lost', still ? words.still(age_secs) : '');
  overall(still ? 'failed' : worst(status.health));

  write('show', status.show);
  if (document.title !== words.title(status.show)) document.title = words.title(status.show);
  write('rates', words.rates(status.presented_fps, status.painted_fps));
  const now = performance.now();
  if (!document.hidden) {
    dome.hear(status.sources, now);
    sources.hear(status, now);
  }
  showTime(status.moment_secs ?? 0, status.length_secs);
  write('scene', status.scene || words.noScene);
  renew(at('scenes'), [status.scenes, status.scene], ([scenes, scene]) => sceneButtons(scenes, scene, ask));
  renew(at('health'), status.health, healthItems);
  renew(at('log'), status.messages, logItems);
  const { library, switching } = status;
  renew(at('library'), { library, switching }, (value) => libraryItems(value, ask));
  const stands = (name) => status.controls.find((control) => control.name === name)?.value ?? 1;
  followBrightness(stands('master-brightness'));
  followVolume(stands('master-volume'));
  align(status);
  say('switching', switching ? words.switching(titleOf(library, switching)) : '');
  const times = asked.get(status.refused?.installation) ?? 0;
  renew(at('refused'), [status.refused, times], () => refusal(status));
}

function worst(parts) {
  const has = (state) => parts.some((part) => part.state === state);
  return has('failed') ? 'failed' : has('reduced') ? 'reduced' : 'good';
}

function lost() {
  say('waiting', '');
  document.body.classList.add('waits');
  say('lost', words.lost);
  overall('lost');
}

function overall(state) {
  const known = { good: 'good', reduced: 'reduced', failed: 'failed', lost: 'failed' };
  at('overall').className = `state ${known[state] ?? ''}`;
  const text = at('overall').querySelector('span');
  if (text.textContent !== words.overall[state]) text.textContent = words.overall[state];
}

function showTime(secs, lengthSecs) {
  write('time', clock(secs));
  const length = lengthSecs ? clock(lengthSecs) : '';
  write('length', length && words.of(length));
  at('progress').hidden = !length;
  const share = lengthSecs ? Math.min(1, Math.max(0, secs / lengthSecs)) : 0;
  at('progress').querySelector('i').style.transform = `scaleX(${share.toFixed(4)})`;
  at('progress').setAttribute('aria-valuenow', Math.round(share * 100));
  at('progress').setAttribute('aria-valuetext', words.progress(clock(secs), length));
}

function clock(secs) {
  const whole = Math.floor(Math.abs(secs));
  const two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const text = hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  return secs <= -1 ? `−${text}` : text;
}

// The refusal stays until it is understood, another follows, or the same is asked for again.
const asked = new Map();
function refusal({ refused, library, show }) {
  const box = at('refused');
  box.hidden = !refused;
  const [title, goesOn, problems, button] = box.children;
  if (refused) {
    title.textContent = words.refused(titleOf(library, refused.installation));
    goesOn.textContent = words.goesOn(show);
    problems.replaceChildren(...problemItems(refused.problems));
    button.onclick = () => {
      box.hidden = true;
    };
  }
  return [title, goesOn, problems, button];
}

function titleOf(library, folder) {
  return library.find((entry) => entry.folder === folder)?.title || folder;
}

let answerTimer = 0;
async function ask(wish) {
  if (wish.kind === 'switch') asked.set(wish.installation, (asked.get(wish.installation) ?? 0) + 1);
  const refusedBecause = await command(wish, words.refusedByPage);
  clearTimeout(answerTimer);
  say('answer', refusedBecause);
  if (refusedBecause) answerTimer = setTimeout(() => say('answer', ''), ANSWER_FOR_MS);
}

function say(id, text) {
  write(id, text);
  at(id).hidden = !text;
}

function write(id, text) {
  if (at(id).textContent !== text) at(id).textContent = text;
}

listen({ status: hear, picture: (blob) => dome.take(blob), lost });
requestAnimationFrame(draw);
