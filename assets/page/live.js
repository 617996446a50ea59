// The line to the program: asks for the newest status and pictures, sends commands, comes back by itself.

const SILENT_FOR_MS = 4000;
const LONGEST_PAUSE_MS = 3000;
const HIDDEN_ASKS_AFTER_MS = 5000;
const OUTPUT_STAYS_MS = 250;

// Calls `hears.status(heard)` and `hears.picture(blob, output)` (which may return a promise; the dome's output is '') for
// what comes, and `hears.lost()` when the program is gone. Each is asked for again only once it has been drawn, outputs
// only while `hears.looksAt()` names them. Returns what to call when it may name others.
export function listen(hears) {
  let pause = 250;
  let socket = null;
  let heardAt = 0;
  let reopen = 0;
  const waitsFor = new Set();

  function ask(what) {
    if (socket?.readyState !== WebSocket.OPEN || waitsFor.has(what)) return;
    waitsFor.add(what);
    socket.send(what);
  }

  function look() {
    if (document.hidden) return;
    for (const output of hears.looksAt()) ask(`picture ${output}`);
  }

  async function take(data, from) {
    heardAt = performance.now();
    if (typeof data === 'string') {
      waitsFor.delete('status');
      await tried(() => hears.status(JSON.parse(data)));
      if (from === socket) setTimeout(ask, document.hidden ? HIDDEN_ASKS_AFTER_MS : 0, 'status');
      return;
    }
    const bytes = new Uint8Array(data);
    const output = new TextDecoder().decode(bytes.subarray(1, 1 + bytes[0]));
    waitsFor.delete(output ? `picture ${output}` : 'picture');
    await tried(() => hears.picture(new Blob([bytes.subarray(1 + bytes[0])], { type: 'image/jpeg' }), output));
    if (from !== socket) return;
    // A hidden page gets no animation frames and so asks for no pictures.
    if (output) setTimeout(look, OUTPUT_STAYS_MS);
    else requestAnimationFrame(() => ask('picture'));
  }

  function open() {
    clearTimeout(reopen);
    const opened = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
    opened.binaryType = 'arraybuffer';
    socket = opened;
    waitsFor.clear();
    heardAt = performance.now();
    opened.onopen = () => {
      pause = 250;
      ask('status');
      ask('picture');
      look();
    };
    opened.onmessage = ({ data }) => take(data, opened);
    opened.onclose = () => {
      if (opened === socket) goes();
    };
  }

  // What a line that was left says later counts no more.
  function goes() {
    socket = null;
    hears.lost();
    clearTimeout(reopen);
    reopen = setTimeout(open, pause);
    pause = Math.min(pause * 1.6, LONGEST_PAUSE_MS);
  }

  // A line that is cut without a word (a machine switched off, or asleep for a night) never closes by itself.
  setInterval(() => {
    if (document.hidden || !socket || performance.now() - heardAt < SILENT_FOR_MS) return;
    const silent = socket;
    goes();
    silent.close();
  }, 1000);

  function wake() {
    if (document.hidden) return;
    heardAt = performance.now();
    if (!socket) open();
    ask('status');
    ask('picture');
    look();
  }
  document.addEventListener('visibilitychange', wake);
  document.addEventListener('resume', wake);
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', ({ persisted }) => persisted && wake());
  open();
  return look;
}

async function tried(call) {
  try {
    await call();
  } catch (error) {
    console.error(error);
  }
}

// Asks the program for something; the answer is empty, or words that say why not.
export async function command(wish, otherwise) {
  try {
    const answer = await fetch('/command', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    return answer.ok ? '' : (await answer.text()).trim();
  } catch {
    return otherwise;
  }
}
