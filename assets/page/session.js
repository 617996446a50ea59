// Who is logged in: their name and the way out; when the session is over, back to the page for logging in.

import { words } from './language.js';

const LOOKS_EVERY_MS = 15000;
const out = document.getElementById('log-out');

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch('/who');
    if (answer.status === 401) return location.replace('/log-in');
    if (!answer.ok) return;
    const who = await answer.json();
    out.hidden = !who.has_session;
    out.textContent = words.logOut(who.name);
  } catch {
    // The page itself says that the program does not answer.
  }
}

out.onclick = async () => {
  out.disabled = true;
  await fetch('/log-out', { method: 'POST', headers: { 'x-welkin': '1' } }).catch(() => {});
  out.disabled = false;
  look();
};

setInterval(look, LOOKS_EVERY_MS);
document.addEventListener('visibilitychange', look);
look();
