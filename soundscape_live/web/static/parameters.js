// The parameters: a slider each, its value in words, who holds it, and a button that gives it back.

const LABELS = { noise_scale: "noise scale", steps: "steps", accent: "accent", manage_cache: "keep cache", light: "light" };
const GRACE_MS = 400; // The engine's answer to a movement of the slider may take so long.

export class Parameters {
  constructor(box, send) {
    this.box = box;
    this.send = send;
    this.rows = new Map();
  }

  show(params) {
    for (const param of params) {
      if (!this.rows.has(param.name)) this.rows.set(param.name, this.row(param.name));
      this.rows.get(param.name)(param);
    }
  }

  // Makes a row and returns what shows a value in it.
  row(name) {
    const row = Object.assign(document.createElement("div"), { className: "param", id: `param-${name}` });
    row.innerHTML = `<span class="name"></span><span class="value"></span><span class="holder tag"></span>` +
      `<input type="range" min="0" max="1" step="0.005"><button>release</button>`;
    const [label, value, holder, slider, release] = row.children;
    label.textContent = LABELS[name] || name.replaceAll("_", " ");
    slider.setAttribute("aria-label", label.textContent);
    release.setAttribute("aria-label", `release ${label.textContent}`);
    release.disabled = slider.disabled = document.getElementById("panic").disabled;
    let pulled = false;
    let movedAt = -Infinity;
    slider.addEventListener("pointerdown", () => { pulled = true; });
    for (const end of ["pointerup", "pointercancel"]) slider.addEventListener(end, () => { pulled = false; });
    slider.addEventListener("input", () => {
      movedAt = performance.now();
      this.send(`/soundscape/param/${name}`, Number(slider.value));
    });
    release.addEventListener("click", () => this.send(`/soundscape/param/${name}/release`));
    this.box.append(row);
    return (param) => {
      if (!pulled && performance.now() - movedAt > GRACE_MS) slider.value = param.value;
      value.textContent = words(name, param.value);
      holder.textContent = param.holder;
      holder.className = `holder tag ${param.holder}`;
      row.classList.toggle("held", param.holder === "hand");
    };
  }
}

function words(name, value) {
  if (name === "manage_cache") return value >= 0.5 ? "on" : "off";
  return name === "noise_scale" ? value.toFixed(2) : `${Math.round(100 * value)} %`;
}
