// Follows an open transcript: the server says that there is more, and the page is fetched anew while somebody looks.
"use strict";

const transcript = document.querySelector("[data-live]");
let waits = false;

function fetchPage() {
  if (document.visibilityState !== "visible") { waits = true; return; }
  waits = false;
  const request = new XMLHttpRequest();
  request.open("GET", transcript.dataset.page);
  // A parsed document, so no text is ever made into HTML here.
  request.responseType = "document";
  request.addEventListener("load", () => {
    const fresh = request.status === 200 && request.response.querySelector("[data-live]");
    if (!fresh) { location.reload(); return; }
    const follows = window.innerHeight + window.scrollY >= document.body.scrollHeight - 200;
    transcript.replaceChildren(...fresh.childNodes);
    if (follows) { window.scrollTo(0, document.body.scrollHeight); }
  });
  request.send();
}

if (transcript) {
  const events = new EventSource(transcript.dataset.live);
  events.addEventListener("more", fetchPage);
  events.addEventListener("over", () => { events.close(); location.reload(); });
  document.addEventListener("visibilitychange", () => { if (waits) { fetchPage(); } });
}
