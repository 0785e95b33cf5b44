// Chromium from the machine, driven by playwright-core, which brings none of its own.
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const places = [process.env.TE_TEST_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export function openBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("There is no Chromium: install it, or name it in TE_TEST_CHROMIUM.");
  // Root, as in a container, cannot have Chromium's sandbox. What is opened is our own page.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}
