// Nothing depends on it: every page works without a script.
"use strict";

// What is left empty does not stand in the address that a form leads to.
for (const form of document.querySelectorAll("form.sparse")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
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
