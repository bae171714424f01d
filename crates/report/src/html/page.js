"use strict";
(() => {
  const form = document.getElementById("filters");
  const sections = [...document.querySelectorAll("section")].map((section) => ({
    section,
    path: section.dataset.path.toLowerCase(),
    folder: section.dataset.folder,
    articles: [...section.querySelectorAll("article")],
  }));
  const total = sections.reduce((sum, { articles }) => sum + articles.length, 0);
  if (total === 0) return;

  const fill = (name, counts) => {
    const select = form.elements[name];
    for (const [value, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      select.add(new Option(`${value} (${count})`, value));
    }
  };
  const rules = new Map();
  const folders = new Map();
  const add = (counts, key, count) => counts.set(key, (counts.get(key) || 0) + count);
  for (const { folder, articles } of sections) {
    for (const article of articles) add(rules, article.dataset.rule, 1);
    const parts = folder.split("/");
    for (let depth = 1; folder && depth <= Math.min(parts.length, 3); depth += 1) {
      add(folders, parts.slice(0, depth).join("/"), articles.length);
    }
  }
  fill("rule", rules);
  fill("folder", folders);

  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { section, path, folder, articles } of sections) {
      const inFolder =
        !wanted.folder || folder === wanted.folder || folder.startsWith(`${wanted.folder}/`);
      let any = false;
      for (const article of articles) {
        const { severity, confidence, rule } = article.dataset;
        const matches =
          inFolder &&
          (!wanted.severity || severity === wanted.severity) &&
          (!wanted.confidence || confidence === wanted.confidence) &&
          (!wanted.rule || rule === wanted.rule) &&
          words.every((word) => path.includes(word) || article.textContent.toLowerCase().includes(word));
        article.hidden = !matches;
        any ||= matches;
        shown += matches ? 1 : 0;
      }
      section.hidden = !any;
    }
    document.getElementById("count").value = `${shown} of ${total}`;
    document.getElementById("none").hidden = shown > 0;
    const used = Object.entries(wanted).filter(([, value]) => value);
    const fragment = new URLSearchParams(used).toString();
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  };
  const restore = () => {
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    apply();
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", restore);
  form.hidden = false;
  restore();
})();
