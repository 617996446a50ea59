// Logging in: a name and a password go to the program, which answers with a cookie that no script can read.

const languages = {
  en: {
    tag: 'en',
    name: 'Name',
    password: 'Password',
    logIn: 'Log in',
    wrong: 'The name or the password is wrong.',
    wait: (secs) => `Too many wrong passwords; try again in ${secs} s.`,
    lost: 'The program does not answer. Try again in a moment.',
  },
  zh: {
    tag: 'zh-Hans',
    name: '用户名',
    password: '密码',
    logIn: '登录',
    wrong: '用户名或密码错误。',
    wait: (secs) => `密码错误次数过多，请在 ${secs} 秒后重试。`,
    lost: '程序没有响应，请稍后重试。',
  },
};

const wanted = [remembered(), ...navigator.languages.map((tag) => tag.toLowerCase().split('-')[0]), 'en'];
const says = languages[wanted.find((name) => Object.hasOwn(languages, name))];
const [form, said, go] = ['log-in', 'said', 'go'].map((id) => document.getElementById(id));

document.documentElement.lang = says.tag;
for (const element of document.querySelectorAll('[data-words]')) element.textContent = says[element.dataset.words];

form.onsubmit = async (event) => {
  event.preventDefault();
  said.textContent = '';
  go.disabled = true;
  said.textContent = await logIn(form.elements.name.value, form.elements.password.value);
  go.disabled = false;
};

// Words that say why not; nothing once the page is on its way.
async function logIn(name, password) {
  try {
    const answer = await fetch('/log-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-welkin': '1' },
      body: JSON.stringify({ name, password }),
    });
    if (answer.status === 429) return says.wait(answer.headers.get('retry-after'));
    if (!answer.ok) return says.wrong;
    location.replace('/');
    return '';
  } catch {
    return says.lost;
  }
}

// The language that was chosen on the page.
function remembered() {
  try {
    return localStorage.getItem('welkin-language');
  } catch {
    return null;
  }
}
