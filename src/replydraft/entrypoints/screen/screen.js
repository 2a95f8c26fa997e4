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

  const toast = (text) => {
    let box = document.querySelector('#rd-toast');
    if (!box) {
      box = document.createElement('div');
      box.id = 'rd-toast';
      box.setAttribute('role', 'status');
      document.body.append(box);
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
    if (quote) flash(seen(`[data-span="${CSS.escape(quote.dataset.jumpText)}"]`));
  });

  document.addEventListener('input', (e) => {
    if (!e.target.dataset.filter) return;
    const words = e.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of document.querySelectorAll(`#${CSS.escape(e.target.dataset.filter)} tbody tr`)) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });

  // Ask before typed text is lost.
  addEventListener('beforeunload', (e) => {
    const save = document.querySelector('#rd-save');
    if (save && !save.disabled && save.offsetParent) e.preventDefault();
  });

  // Say so when this computer's service cannot be reached, and when it is back.
  let offline = false;
  const tell = (down) => {
    if (down === offline) return;
    offline = down;
    let bar = document.querySelector('#rd-offline');
    if (!bar) {
      bar = document.createElement('div');
      bar.id = 'rd-offline';
      bar.setAttribute('role', 'alert');
      document.body.append(bar);
    }
    bar.textContent = down
      ? '连不上审核服务。您输入的文字还在，请先复制保存；服务恢复后刷新页面再继续。'
      : '服务恢复了，请刷新页面后继续。';
    bar.classList.add('is-on');
    bar.classList.toggle('is-back', !down);
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

  // Gradio's own pop-ups are in another language and name no next step; ours stand in their place.
  new MutationObserver(async (changes) => {
    const popped = changes.some((c) =>
      [...c.addedNodes].some((n) => n.nodeType === 1 && (n.matches('.toast-body') || n.querySelector('.toast-body'))),
    );
    if (popped && (await ask())) toast('这一步没有完成，请刷新页面再试');
  }).observe(document.body, { childList: true, subtree: true });
}
