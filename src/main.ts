import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/print.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { Lab } from './state/lab.svelte.ts';
import { lazyLinks } from './ui/lazy-links.ts';

const control = new URL('/control', location.href);
control.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

const lab = new Lab(control.href);
const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element #app.');
const links = lazyLinks(lab);
mount(App, { target, props: { lab, links } });
lab.start();
