/** Packages that compile `await` for zone.js into promises which it follows, whatever the target of TypeScript says. */
export const AWAIT_COMPILERS: readonly string[] = ['@angular/build', '@angular/cli', '@angular-devkit/build-angular'];
