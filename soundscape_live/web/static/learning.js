// Learning: choose a target, press the button, move a control; a second press ends it.

export class Learning {
  constructor(form, send) {
    [this.target, this.choices, this.button] = form.children;
    this.words = form.nextElementSibling;
    this.learns = "";
    this.offered = "";
    this.targets = [];
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const target = this.target.value.trim();
      if (this.learns || target) send("/soundscape/learn", this.learns ? "cancel" : target);
      else this.target.focus();
    });
    fetch("targets").then((reply) => reply.json()).then((targets) => { this.targets = targets; }).catch(() => {});
  }

  show(status) {
    const { target, words } = status.learn;
    this.learns = target;
    const pressed = String(Boolean(target));
    if (this.button.getAttribute("aria-pressed") !== pressed) {
      this.button.setAttribute("aria-pressed", pressed);
      this.button.textContent = target ? "cancel" : "learn";
    }
    if (this.words.textContent !== words) this.words.textContent = this.words.title = words;
    this.offer(this.targets.flatMap(([name, follows]) => choices(name, follows, status)));
  }

  offer(names) {
    if (names.join() === this.offered) return;
    this.offered = names.join();
    this.choices.replaceChildren(...names.map((value) => Object.assign(document.createElement("option"), { value })));
  }
}

// A target with what may follow it, where that is known.
function choices(name, follows, status) {
  const named = { theme: status.themes, scene: status.stage.scenes, cue_goto: status.stage.cues }[name];
  if (named) return named.map((one) => `${name}:${one}`);
  if (follows.includes("|")) return [name, ...follows.slice(2, -1).split("|").slice(1).map((mode) => `${name}:${mode}`)];
  return follows.startsWith(":") ? [`${name}:`] : [name];
}
