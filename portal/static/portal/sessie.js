// Warns two minutes before the session ends, and takes the page away when it has ended. Without JavaScript the footer text says so.
const venster = document.getElementById("sessie");
const duur = Number(venster.dataset.minuten) * 60000;
let waarschuwing, einde;
function begin() {
  clearTimeout(waarschuwing);
  clearTimeout(einde);
  waarschuwing = setTimeout(() => venster.showModal(), duur - 120000);
  einde = setTimeout(() => location.replace(venster.dataset.verlopen), duur);
}
async function verleng() {
  const antwoord = await fetch(venster.dataset.verleng, { cache: "no-store" }).catch(() => null);
  if (antwoord && antwoord.status === 204) { venster.close(); begin(); } else { location.replace(venster.dataset.verlopen); }
}
document.getElementById("sessie-verleng").addEventListener("click", verleng);
venster.addEventListener("cancel", (gebeurtenis) => { gebeurtenis.preventDefault(); verleng(); });
// A page shown again from memory may be of a session that ended.
addEventListener("pageshow", (gebeurtenis) => { if (gebeurtenis.persisted) location.reload(); });
begin();
