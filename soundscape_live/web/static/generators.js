// The generators: one is a line beneath the picture; of several each has a row, with what its screen shows.

const GOOD = ["live", "paused"];
const BAD = ["lost", "stalled", "off"];

export class Generators {
  constructor(line, list, send) {
    this.line = line;
    this.list = list;
    this.send = send;
    this.names = "";
  }

  show(status, allowed) {
    const some = status.generators;
    const shown = some.find((one) => one.shown);
    set(this.line, some.length > 1 ? `screen ${shown.screen} shows ${shown.name}`
      : `generator ${sentence(status.peer, status.peer_detail, status.fps, shown)}`);
    this.line.title = this.line.textContent;
    this.line.classList.toggle("bad", !GOOD.includes(status.peer));
    this.list.hidden = some.length < 2;
    if (some.length < 2) return;
    const names = some.map((one) => `${one.screen}/${one.name}`).join();
    if (names !== this.names) {
      this.names = names;
      this.list.replaceChildren(...some.map((one) => this.row(one, some)));
    }
    some.forEach((one, n) => fill(this.list.children[n], one, allowed));
  }

  row(one, some) {
    const item = document.createElement("li");
    const [name, said] = ["b", "span"].map((tag) => document.createElement(tag));
    name.textContent = one.name === one.screen ? one.name : `${one.name} for ${one.screen}`;
    item.append(name, said, this.button(one, some));
    return item;
  }

  // Where there is a choice, a button that shows this one; else the way to the screen's picture alone.
  button(one, some) {
    if (some.filter((other) => other.screen === one.screen).length < 2) {
      const link = Object.assign(document.createElement("a"), { textContent: "alone ↗", target: "_blank", rel: "noopener" });
      link.href = `view?screen=${encodeURIComponent(one.screen)}`;
      return link;
    }
    const button = Object.assign(document.createElement("button"), { textContent: "show" });
    button.addEventListener("click", () => this.send(`/soundscape/screen/${one.screen}`, one.name));
    return button;
  }
}

function fill(item, one, allowed) {
  const [, said, button] = item.children;
  set(said, sentence(one.state, one.detail, one.fps, one));
  said.title = one.detail;
  item.className = GOOD.includes(one.state) ? "" : BAD.includes(one.state) ? "bad" : "soon";
  if (button.tagName !== "BUTTON") return;
  const pressed = String(one.shown);
  if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  set(button, one.shown ? "shown" : "show");
  button.disabled = !allowed;
}

function sentence(state, detail, fps, one) {
  const late = one ? delay(one) : "";
  return `${state}, ${fps.toFixed(0)} frames/s${late && `, ${late}`}${detail && ` (${detail})`}`;
}

// How late the picture is, and how that is known.
function delay({ delay: seconds, delay_kind: kind }) {
  if (seconds === null) return "";
  return `${seconds < 1 ? `${(1000 * seconds).toFixed(0)} ms` : `${seconds.toFixed(1)} s`}, ${kind}`;
}

function set(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
