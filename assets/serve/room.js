// textual-serve leaves the focus to a click; here the first key counts.
const watch = new MutationObserver(() => {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys) {
    watch.disconnect();
    keys.focus();
  }
});
watch.observe(document, { childList: true, subtree: true });
