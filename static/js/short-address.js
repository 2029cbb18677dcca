// Leaves out of an address what says nothing: fields that were not filled in.

document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const name of new Set(detail.formData.keys())) {
    if (detail.formData.getAll(name).every((value) => value === "")) {
      detail.formData.delete(name);
    }
  }
});
