// allauth's passkey forms tell of what went wrong with an event; here it gets a sentence.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const notice = document.querySelector("[data-passkey-problem]");
  notice.hidden = false;
  notice.scrollIntoView({ block: "nearest" });
});
