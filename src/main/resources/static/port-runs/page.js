/** The tab without Hawtio around it. */
import { mount } from './tab.js';

mount(document.querySelector('main'));
