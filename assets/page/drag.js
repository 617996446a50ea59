// Dragging with mouse, pen or finger onto an element with `data-zone`: one way for all of them.

const BEGINS_AFTER_PX = 6;

// Drags `element` by mouse from anywhere but its buttons, by finger from its grip (so that a page can still be scrolled).
// `drops` says what to do for each zone.
export function draggable(element, grip, name, drops) {
  element.onpointerdown = (event) => {
    const isButton = event.target.closest('button, a, summary, input');
    const isTouch = event.pointerType === 'touch';
    if (event.button !== 0 || isButton || (isTouch && !grip.contains(event.target))) return;
    // No text is chosen, and a finger does not scroll.
    event.preventDefault();
    follow(event, name, drops);
  };
}

function follow({ pointerId, clientX: fromX, clientY: fromY }, name, drops) {
  let ghost = null;
  let zone = null;

  function begin() {
    ghost = document.createElement('div');
    ghost.className = 'ghost';
    ghost.textContent = name;
    document.body.append(ghost);
    document.body.classList.add('drags');
  }

  function move(event) {
    if (event.pointerId !== pointerId) return;
    const { clientX: x, clientY: y } = event;
    if (!ghost && Math.hypot(x - fromX, y - fromY) < BEGINS_AFTER_PX) return;
    if (!ghost) begin();
    ghost.style.transform = `translate(${x}px, ${y}px)`;
    const over = document.elementFromPoint(x, y)?.closest('[data-zone]') ?? null;
    if (over === zone) return;
    zone?.classList.remove('over');
    over?.classList.add('over');
    zone = over;
  }

  function end({ type, pointerId: id, key }) {
    const isOurs = type === 'keydown' ? key === 'Escape' : id === pointerId;
    if (!isOurs) return;
    stop.abort();
    ghost?.remove();
    document.body.classList.remove('drags');
    zone?.classList.remove('over');
    if (type === 'pointerup' && ghost) drops[zone?.dataset.zone]?.();
  }

  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('pointermove', move, { signal });
  for (const type of ['pointerup', 'pointercancel', 'keydown', 'blur']) window.addEventListener(type, end, { signal });
}
