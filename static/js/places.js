// On a phone the desk's places are one line that is wider than the screen: brings the one that is open into it.

document.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
