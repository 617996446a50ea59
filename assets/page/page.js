// The page: gives what comes over the line to the parts that show it.

import { alignment } from './align.js';
import { Controls } from './controls.js';
import { Dome } from './dome.js';
import { keyboard } from './keys.js';
import { fillWords, language, languageButtons, remember, remembered, words } from './language.js';
import { libraryItems } from './library.js';
import { command, listen } from './live.js';
import { lists, write } from './make.js';
import { answer, conditions, overall, refusal, say } from './notices.js';
import { Now, titleOf } from './now.js';
import { Outputs } from './outputs.js';
import { healthItems, logItems, quitButton, worst } from './parts.js';
import { Sources } from './sources.js';

const STANDS_STILL_SECS = 3;
// So that the page costs little on a machine that paints the show without a GPU.
const DRAW_EVERY_MS = 30;

const at = (id) => document.getElementById(id);
document.documentElement.lang = words.tag;
document.documentElement.dataset.language = language;
fillWords(document);
at('languages').append(...languageButtons());

// Which refusals were asked for how often, so that one that is asked for again is shown again.
const asked = new Map();
async function ask(wish) {
  if (wish.kind === 'switch' || wish.kind === 'next') asked.set(wish.installation, (asked.get(wish.installation) ?? 0) + 1);
  answer(await command(wish, words.refusedByPage));
}

const renew = lists();
const dome = new Dome(at('dome'), at('dome-waits'));
const sources = new Sources(at('mix'), at('sources'), at('source'));
const now = new Now(renew, ask);
const controls = new Controls({ masters: at('masters'), groups: at('controls'), more: at('more'), back: at('give-all-back'), none: at('all-at-rest') }, ask);
const outputs = new Outputs({ box: at('outputs-box'), list: at('outputs') }, () => look());
const align = alignment({ box: at('align'), patterns: at('patterns'), nudges: at('nudges'), hint: at('nudge-hint'), save: at('save-nudges') }, outputs, renew, ask);
quitButton(at('quit'), ask);
keyboard();

// What is opened or closed stays so.
for (const box of document.querySelectorAll('details[data-stays]')) {
  const name = `welkin-open-${box.id}`;
  box.open = remembered(name) === null ? box.open : remembered(name) === 'open';
  box.addEventListener('toggle', () => {
    remember(name, box.open ? 'open' : 'closed');
    look();
  });
}

let drawnAt = 0;
function draw(time) {
  requestAnimationFrame(draw);
  if (time - drawnAt < DRAW_EVERY_MS) return;
  drawnAt = time;
  dome.draw(time);
  sources.draw(time);
}

let version;
function hear({ age_secs, page, status }) {
  // The program was changed for another while this page slept or waited.
  version ??= page;
  if (page !== version) location.reload();

  document.body.classList.toggle('waits', !status);
  say('waiting', status ? '' : words.waits);
  if (!status) {
    say('lost', '');
    overall('waits');
    return;
  }
  const still = age_secs > STANDS_STILL_SECS;
  say('lost', still ? words.still(age_secs) : '');
  overall(still ? 'still' : worst(status.health));
  const title = words.title(status.show);
  if (document.title !== title) document.title = title;
  write(at('rates'), words.rates(status.presented_fps, status.painted_fps));

  if (!document.hidden) {
    const time = performance.now();
    dome.hear(status.sources, time);
    sources.hear(status, time);
  }
  now.follow(status);
  controls.follow(status);
  outputs.follow(status);
  align(status);
  const { library, switching, next } = status;
  renew(at('library'), { library, switching, next }, (value) => libraryItems(value, ask));
  renew(at('health'), status.health, healthItems);
  renew(at('log'), status.messages, logItems);
  conditions(status, renew, ask);
  say('switching', switching ? words.switching(titleOf(library, switching)) : '');
  const times = asked.get(status.refused?.installation) ?? 0;
  renew(at('refused'), [status.refused, times], () => refusal(status));
}

function lost() {
  say('waiting', '');
  document.body.classList.add('waits');
  say('lost', words.lost);
  overall('lost');
}

const look = listen({
  status: hear,
  picture: (blob, output) => (output ? outputs.take(blob, output) : dome.take(blob)),
  looksAt: () => outputs.looksAt(),
  lost,
});
requestAnimationFrame(draw);
