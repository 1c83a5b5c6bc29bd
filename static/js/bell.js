// How many notifications are unread, beside the bell and in the title: asked now and then, as long
// as somebody looks at the page.

const ASK_EVERY = 45000;

let timer = null;

const theBell = () => document.querySelector("[data-bell]");

function tellTitle(shown) {
  const plain = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = shown ? `(${shown}) ${plain}` : plain;
}

function show(bell, { count, shown, said }) {
  const grew = count > Number(bell.dataset.unread);
  bell.dataset.unread = count;
  bell.querySelector(".bell-count").textContent = shown;
  bell.querySelector("[data-bell-said]").textContent = said;
  if (grew) document.querySelector("[data-bell-news]").textContent = said;
  tellTitle(shown);
}

async function ask() {
  clearTimeout(timer);
  const bell = theBell();
  if (!bell || document.hidden) return;
  timer = setTimeout(ask, ASK_EVERY);
  try {
    const response = await fetch(`${bell.dataset.bell}?was=${bell.dataset.unread}`, { headers: { Accept: "application/json" } });
    if (response.status === 403) clearTimeout(timer); // logged out elsewhere
    if (response.status === 200) show(bell, await response.json());
  } catch {
    // No connection: the next time there may be one.
  }
}

const bell = theBell();
if (bell) {
  tellTitle(bell.querySelector(".bell-count").textContent);
  timer = setTimeout(ask, ASK_EVERY);
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("news-read", ask);
}
