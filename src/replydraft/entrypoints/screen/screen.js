() => {
  // Colours follow the person's choice, else the system's. Nothing about customers is kept in the browser.
  const theme = (dark) => document.body.classList.toggle('dark', dark);
  const chosen = localStorage.getItem('rd-theme');
  if (chosen) theme(chosen === 'dark');
  window.rdTheme = () => {
    const dark = !document.body.classList.contains('dark');
    theme(dark);
    localStorage.setItem('rd-theme', dark ? 'dark' : 'light');
  };

  // Gradio keeps a page's styles to what stands inside it.
  const inside = () => document.querySelector('.gradio-container .contain') ?? document.body;
  const toast = (text) => {
    let box = document.querySelector('#rd-toast');
    if (!box) {
      box = document.createElement('div');
      box.id = 'rd-toast';
      box.setAttribute('role', 'status');
      inside().append(box);
    }
    box.textContent = text;
    box.classList.add('is-on');
    clearTimeout(box.timer);
    box.timer = setTimeout(() => box.classList.remove('is-on'), 2500);
  };

  window.rdCopy = async (id) => {
    const source = document.getElementById(id);
    if (!source) return toast('没有可以复制的内容');
    const text = source.textContent;
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      area.style.position = 'fixed';
      area.style.opacity = '0';
      document.body.append(area);
      area.select();
      try { done = document.execCommand('copy'); } catch { done = false; }
      area.remove();
    }
    toast(done ? '已复制，请原样发送' : '浏览器不让复制，请手动选中文字');
  };

  // The card as a picture: its drawing painted here, with the fonts of this computer.
  const painted = async (box) => {
    const drawing = box.querySelector('svg');
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 2 * drawing.width.baseVal.value;
    canvas.height = 2 * drawing.height.baseVal.value;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done, failed) => canvas.toBlob((b) => (b ? done(b) : failed(new Error('no picture'))), 'image/png'));
  };
  document.addEventListener('click', async (e) => {
    const button = e.target.closest('[data-picture]');
    const box = button?.closest('[data-picture-name]');
    if (!box) return;
    try {
      if (button.dataset.picture === 'copy') {
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': painted(box) })]);
        return toast('图片已复制，可以直接粘贴');
      }
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await painted(box));
      link.download = box.dataset.pictureName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      toast('图片已下载');
    } catch {
      toast(button.dataset.picture === 'copy' ? '浏览器不让复制图片，请用下载图片' : '图片没有画成，请刷新页面再试');
    }
  });

  document.addEventListener('click', (e) => {
    const button = e.target.closest('[data-copy]');
    if (button) window.rdCopy(button.dataset.copy);
  });

  const press = (id) => {
    const button = document.querySelector(id);
    if (button && !button.disabled && button.offsetParent) button.click();
    else if (button && button.offsetParent) toast(button.textContent.trim());
  };
  const keys = { KeyA: '#rd-approve', KeyR: '#rd-reject', KeyE: '#rd-escalate', KeyS: '#rd-save', KeyC: '#rd-copy' };
  document.addEventListener('keydown', (e) => {
    if (!e.altKey || e.ctrlKey || e.metaKey || e.isComposing || !(e.code in keys)) return;
    e.preventDefault();
    press(keys[e.code]);
  });

  // A marked piece of text leads to its finding, and a finding to its piece.
  const flash = (el) => {
    if (!el) return;
    el.scrollIntoView({ block: 'center', behavior: 'smooth' });
    el.classList.add('is-flash');
    setTimeout(() => el.classList.remove('is-flash'), 1400);
  };
  const seen = (selector) => [...document.querySelectorAll(selector)].find((el) => el.offsetParent);
  document.addEventListener('click', (e) => {
    const mark = e.target.closest('[data-jump]');
    if (mark) return flash(seen(`[data-finding="${CSS.escape(mark.dataset.jump)}"].rd-finding`));
    const quote = e.target.closest('[data-jump-text]');
    if (quote) flash(seen(`[data-span="${CSS.escape(quote.dataset.jumpText)}"]`) ?? seen('#rd-editor'));
    const go = e.target.closest('[data-go]');
    if (go) document.getElementById(go.dataset.go)?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  });

  // A long table: its rows by their words, and on a phone the first of them, then more.
  const later = (table, shown) => {
    table.shown = shown;
    const rows = [...table.querySelectorAll('tbody tr:not([hidden])')];
    rows.forEach((row, n) => row.toggleAttribute('data-later', n >= shown));
    const button = document.querySelector(`[data-later-of="${CSS.escape(table.id)}"]`);
    if (!button) return;
    button.hidden = rows.length <= shown;
    button.textContent = `显示更多（还有 ${rows.length - shown} 条）`;
  };
  document.addEventListener('input', (e) => {
    const table = document.getElementById(e.target.dataset.filter ?? '');
    if (!table) return;
    const words = e.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of table.querySelectorAll('tbody tr')) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    later(table, Number(table.dataset.first));
    const none = !table.querySelector('tbody tr:not([hidden])');
    table.closest('.rd-scroll').toggleAttribute('hidden', none);
    document.querySelector(`[data-none="${CSS.escape(table.id)}"]`)?.toggleAttribute('hidden', !none);
  });
  document.addEventListener('click', (e) => {
    const table = document.getElementById(e.target.closest('[data-later-of]')?.dataset.laterOf ?? '');
    if (table) later(table, (table.shown ?? Number(table.dataset.first)) + 2 * Number(table.dataset.first));
    const fold = e.target.closest('[data-unfold]');
    if (fold) fold.setAttribute('aria-expanded', String(fold.closest('tr').classList.toggle('is-open')));
  });

  // A draft that takes its time says so on the button that asked for it, until the form is gone or a word comes back.
  document.addEventListener('click', (e) => {
    const button = e.target.closest('#rd-paste-submit');
    if (!button || button.hasAttribute('aria-busy')) return;
    const said = () => document.querySelector('#rd-notice')?.innerHTML;
    const before = said();
    button.setAttribute('aria-busy', 'true');
    const wait = setInterval(() => {
      if (button.offsetParent && said() === before) return;
      clearInterval(wait);
      button.removeAttribute('aria-busy');
    }, 200);
  });

  // Ask before typed text is lost.
  addEventListener('beforeunload', (e) => {
    const save = document.querySelector('#rd-save');
    if (save && !save.disabled && save.offsetParent) e.preventDefault();
  });

  // Say so when the service cannot be reached or the session is over, and when it is back.
  let offline = false;
  const bar = (text, back, link) => {
    let box = document.querySelector('#rd-offline');
    if (!box) {
      box = document.createElement('div');
      box.id = 'rd-offline';
      box.setAttribute('role', 'alert');
      inside().append(box);
    }
    box.textContent = text;
    if (link) {
      const a = document.createElement('a');
      a.href = link;
      a.textContent = '重新登录';
      box.append(' ', a);
    }
    box.classList.add('is-on');
    box.classList.toggle('is-back', back);
  };
  const tell = (down) => {
    if (down === offline) return;
    offline = down;
    if (down) bar('连不上审核服务。您输入的文字还在，请先复制保存；服务恢复后刷新页面再继续。', false);
    else bar('服务恢复了，请刷新页面后继续。', true);
  };
  const ask = async () => {
    try {
      const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
      tell(!answer.ok);
    } catch {
      tell(true);
    }
    return !offline;
  };
  setInterval(ask, 10000);

  const over = () => bar('登录已经结束或账号已停用。您输入的文字还在，可以先复制。', false, '/login?said=ended');
  const signedIn = async () => {
    const answer = await fetch('/ui/gradio_api/login_check', { cache: 'no-store' });
    if (answer.status === 401) over();
    return answer.status !== 401;
  };
  window.rdSignedOut = () => {
    if (document.querySelector('[data-signed-out]')) location.assign('/login?said=password');
  };

  // Gradio's own pop-ups are in another language and name no next step; ours stand in their place.
  new MutationObserver(async (changes) => {
    const popped = changes.some((c) =>
      [...c.addedNodes].some((n) => n.nodeType === 1 && (n.matches('.toast-body') || n.querySelector('.toast-body'))),
    );
    if (popped && (await ask()) && (await signedIn())) toast('这一步没有完成，请刷新页面再试');
  }).observe(document.body, { childList: true, subtree: true });

  // Nobody at the desk for hours: sign out, as the server would.
  let touched = Date.now();
  for (const kind of ['pointerdown', 'keydown', 'wheel']) {
    document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  }
  setInterval(() => {
    if (Date.now() - touched < 4 * 3600 * 1000) return;
    touched = Date.now();
    document.querySelector('.rd-logout')?.requestSubmit();
  }, 60000);

  // The seconds until somebody may attest alone; at nought the server is asked what is allowed now.
  setInterval(() => {
    for (const el of document.querySelectorAll('[data-wait]')) {
      el.until ??= Date.now() + Number(el.dataset.wait) * 1000;
      const left = Math.ceil((el.until - Date.now()) / 1000);
      if (left > 0) el.textContent = left;
      else if (!el.asked) {
        el.asked = true;
        el.closest('.rd-second')?.querySelector('[data-act]')?.click();
      }
    }
  }, 500);

  // On a phone there is the queue, or one review (or form) with the way back to it; each begins at its top.
  document.addEventListener('click', (e) => {
    const one = e.target.closest('.rd-row, #rd-paste-open, #rd-check-open');
    if (!one && !e.target.closest('#rd-back, #rd-paste-back, #rd-check-back')) return;
    document.querySelector('#rd-desk').toggleAttribute('data-one', Boolean(one));
    if (matchMedia('(max-width: 1000px)').matches) scrollTo(0, 0);
  });
}
