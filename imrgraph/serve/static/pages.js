// Nothing depends on it: every page works without a script.
"use strict";

// What is left empty does not stand in the address that a form leads to. Fields may share a name, and to take out one
// would take out all of them: so everything is taken out, and what was chosen put back.
for (const form of document.querySelectorAll("form.sparse")) {
  form.addEventListener("formdata", ({ formData }) => {
    const chosen = [...formData].filter(([, value]) => value !== "");
    for (const name of [...formData.keys()]) formData.delete(name);
    for (const [name, value] of chosen) formData.append(name, value);
  });
}

// Only a script can print, so that without one there is no button for it.
for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A quotation moves the letter beside it, and leaves the explanation where it is read.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.place");
  const words = link && document.getElementById(link.hash.slice(1));
  const paper = words && words.closest(".paper");
  if (!paper || paper.scrollHeight <= paper.clientHeight) return;
  const here = window.scrollY;
  requestAnimationFrame(() => window.scrollTo({ top: here }));
});
