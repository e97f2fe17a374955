/** What somebody without a mouse does. */
import { expect, type Locator } from '@playwright/test';

/** Presses Tab until the control has the focus. */
export async function tabTo(control: Locator): Promise<void> {
  const isFocused = () => control.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 60; presses += 1) {
    if (await isFocused()) return;
    await control.page().keyboard.press('Tab');
  }
  expect(await isFocused(), 'the control can be reached with Tab').toBe(true);
}
