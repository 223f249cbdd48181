/** Drawing soon: in the next frame, or without one where the browser shows none. */

/** A page that is printed or out of sight has no frames, but shall be drawn all the same. */
const WITHOUT_FRAMES_MS = 250;

/** Calls `work` in the next frame; if none comes, as in a frame below the fold, a moment later. */
export function soon(work: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    window.clearTimeout(timer);
    work();
  };
  const timer = window.setTimeout(once, WITHOUT_FRAMES_MS);
  requestAnimationFrame(once);
}
