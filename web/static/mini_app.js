// Telegram puts what it signed behind the address; it is handed over as a form, and the page does the rest.
const signed = new URLSearchParams(location.hash.slice(1)).get("tgWebAppData");
if (signed) {
  const form = document.getElementById("app");
  form.elements.init_data.value = signed;
  form.hidden = false;
  form.requestSubmit();
}
