/** The tab without Hawtio around it: what the browser prefers counts. */
import { mount } from './tab.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('pf-v6-theme-dark', dark.matches);
dark.addEventListener('change', follow);
follow();

mount(document.querySelector('main'));
