// Follows the stages of a selfie or of a rock in the making: by server-sent events, or by asking when these fail.

const ASK_EVERY = 2000;
const FAILURES = 3;
// A reading takes less than a second; each stage is shown long enough to be read.
const SHOW_EACH = 350;
const SLOW_AFTER = 20000;

const isOver = ({ status }) => status === "done" || status === "failed";

/**
 * Tell each state of a job until it is over.
 * @param {string} url the job's page
 * @param {(snapshot: object) => void} tell
 * @returns {Promise<object>} the last state: done or failed
 */
function states(url, tell) {
  return new Promise((resolve, reject) => {
    let failures = 0;
    let opened = false;
    const source = new EventSource(`${url}events/`);
    source.onopen = () => (opened = true);
    source.onmessage = (event) => {
      failures = 0;
      const snapshot = JSON.parse(event.data);
      tell(snapshot);
      if (isOver(snapshot)) {
        source.close();
        resolve(snapshot);
      }
    };
    source.onerror = () => {
      failures += 1;
      // one that never opened is not worth the wait for another try
      if (opened && failures < FAILURES && source.readyState !== EventSource.CLOSED) return;
      source.close();
      ask(url, tell).then(resolve, reject);
    };
  });
}

async function ask(url, tell) {
  for (;;) {
    try {
      const response = await fetch(`${url}state/`, { headers: { Accept: "application/json" } });
      if (response.status === 404) throw new Error("the job is gone");
      if (response.ok) {
        const snapshot = await response.json();
        tell(snapshot);
        if (isOver(snapshot)) return snapshot;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // TypeError: no connection, so ask again
    }
    await pause(ASK_EVERY);
  }
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function mark(panel, { status, label, progress }) {
  const stages = [...panel.querySelectorAll("[data-stage]")];
  const present = stages.findIndex((stage) => stage.dataset.stage === status);
  stages.forEach((stage, index) => {
    stage.classList.toggle("is-past", present < 0 || index < present);
    if (index === present) {
      stage.setAttribute("aria-current", "step");
      stage.textContent = label;
    } else stage.removeAttribute("aria-current");
  });
  panel.querySelector("[data-status]").textContent = label;
  const bar = panel.querySelector("progress");
  if (bar) bar.value = progress;
}

/**
 * Show a job's stages in `panel`, one after the other, until it is over.
 * @param {HTMLElement} panel holds [data-stage], [data-status], [data-slow], perhaps a progress
 *   bar, and says in data-slow-after how many milliseconds are no longer usual
 * @param {string} url the job's page
 * @returns {Promise<object>} the last state
 */
export async function watch(panel, url) {
  const slow = panel.querySelector("[data-slow]");
  slow.hidden = true;
  const timer = setTimeout(() => (slow.hidden = false), panel.dataset.slowAfter ?? SLOW_AFTER);
  let shown = Promise.resolve();
  const show = (snapshot) => {
    if (snapshot.status === "failed") return;
    shown = shown.then(() => mark(panel, snapshot)).then(() => pause(SHOW_EACH));
  };
  try {
    const last = await states(url, show);
    await shown;
    return last;
  } finally {
    clearTimeout(timer);
  }
}
