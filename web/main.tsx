/**
 * Starts the app in the page.
 *
 * Owns: the order of the start: appearance first, then the language, then everything else.
 * Does not: hold anything that could be tested without a browser.
 * Called by: index.html.
 */
// First, so that the rules of every component stand after the rules for elements.
import './ui/theme.css';
import './ui/base.css';
import './frame/frame.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app.tsx';
import { startMessages } from './messages/i18next.tsx';
import { readPageFailure, readSandbox } from './page-meta.ts';
import { createQueryClient } from './session.tsx';
import { applyTheme, currentTheme } from './theme.ts';

// Before anything is drawn, or a page in the other appearance would flash.
applyTheme(currentTheme());
startMessages();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <BrowserRouter>
        <App pageFailure={readPageFailure()} sandbox={readSandbox()} />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
);
