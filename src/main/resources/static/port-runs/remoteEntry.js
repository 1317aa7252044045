/*
 * The tab "Port runs" as Hawtio 5 loads it: a container of webpack's module federation, written by hand so that the build
 * needs no Node. React and Hawtio come from the scope that Hawtio shares; the tab itself is the module tab.js.
 */
(() => {
  const here = new URL('.', document.currentScript.src);
  // Read while Hawtio itself is still starting.
  const tab = import(new URL('tab.js', here));
  let shared = {};

  /** What Hawtio shares under this name, in the version that it uses itself. */
  const use = async name => {
    const versions = Object.values(shared[name] ?? {});
    const version = versions.find(one => one.loaded) ?? versions[0];
    if (!version) {
      throw new Error(`Hawtio shares no ${name}`);
    }
    return (await version.get())();
  };

  const plugin = async () => {
    const [React, { useLocation }, { configManager, hawtio }] = await Promise.all([
      use('react'),
      use('react-router-dom'),
      use('@hawtio/react'),
    ]);
    const Tab = () => {
      const place = React.useRef(null);
      const { hash } = useLocation();
      // Hawtio's menu changes the address without an event.
      React.useEffect(() => {
        window.dispatchEvent(new HashChangeEvent('hashchange'));
      }, [hash]);
      React.useEffect(() => {
        let unmount = null;
        let gone = false;
        tab.then(({ mount }) => {
          if (!gone) {
            unmount = mount(place.current);
          }
        });
        return () => {
          gone = true;
          unmount?.();
        };
      }, []);
      return React.createElement('div', { ref: place });
    };
    const config = await configManager.getHawtconfig();
    config.branding = { ...config.branding, appName: 'Port GitHub Backend' };
    hawtio.addPlugin({
      id: 'port-runs',
      title: 'Port runs',
      path: '/port-runs',
      // Hawtio opens the first of the menu after the login; its own begin with 0.
      order: -1,
      component: Tab,
      isActive: async () => true,
    });
  };

  window.portRuns = {
    init: scope => {
      shared = scope;
    },
    get: async () => () => ({ plugin }),
  };
})();
