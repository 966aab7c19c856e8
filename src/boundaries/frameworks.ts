/** Packages whose code runs in a browser or a native view: they say that a package is not, or not only, for Node.js. */
export const DOM_FRAMEWORKS: readonly string[] = [
  '@angular/core',
  '@builder.io/qwik',
  'alpinejs',
  'ember-source',
  'jquery',
  'lit',
  'preact',
  'react-dom',
  'react-native',
  'solid-js',
  'svelte',
  'vue',
];

/** Frameworks whose projects run in Node.js and in the browser. */
export const FULL_STACK_FRAMEWORKS: readonly string[] = [
  '@angular/ssr',
  '@react-router/dev',
  '@remix-run/react',
  '@solidjs/start',
  '@sveltejs/kit',
  '@tanstack/react-start',
  'astro',
  'electron',
  'gatsby',
  'next',
  'nuxt',
];
