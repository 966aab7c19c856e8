/** The versions of Node.js that the rows of its own modules and of the globals were measured on. */
export const nodeVersions: readonly string[] = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];

/** The version of Chromium, as far as semver goes, that the rows of browsers were measured on. */
export const browserVersions: readonly string[] = ['156.0.8078'];
