// The line to the program: asks for the newest status and picture, sends commands, comes back by itself.

const SILENT_FOR_MS = 4000;
const LONGEST_PAUSE_MS = 3000;

// Calls `hears.status(heard)` and `hears.picture(blob)` (which may return a promise) for what comes, and
// `hears.lost()` when the program is gone. Each is asked for again only once it has been drawn.
export function listen(hears) {
  let pause = 250;
  let socket = null;
  let heardAt = 0;

  function ask(what) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(what);
  }

  async function take(data, from) {
    heardAt = performance.now();
    const isStatus = typeof data === 'string';
    try {
      await (isStatus ? hears.status(JSON.parse(data)) : hears.picture(data));
    } catch (error) {
      console.error(error);
    }
    // A hidden page gets no animation frames and so asks for no pictures.
    if (from !== socket) return;
    if (isStatus) ask('status');
    else requestAnimationFrame(() => ask('picture'));
  }

  function open() {
    const opened = new WebSocket(`ws://${location.host}/live`);
    socket = opened;
    heardAt = performance.now();
    opened.onopen = () => {
      pause = 250;
      ask('status');
      ask('picture');
    };
    opened.onmessage = ({ data }) => take(data, opened);
    opened.onclose = () => {
      if (opened !== socket) return;
      socket = null;
      hears.lost();
      setTimeout(open, pause);
      pause = Math.min(pause * 1.6, LONGEST_PAUSE_MS);
    };
  }

  // A line that is cut without a word (a machine switched off) never closes by itself.
  setInterval(() => {
    if (socket && performance.now() - heardAt > SILENT_FOR_MS) {
      heardAt = performance.now();
      hears.lost();
      socket.close();
    }
  }, 1000);
  open();
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
