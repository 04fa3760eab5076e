/* The workbook in JupyterLab: what an output shows when its widget is gone, and an entry in the File menu.

   Written by hand in the form in which JupyterLab loads extensions, a module federation container, so that nothing has
   to be built: `init` is given the packages that JupyterLab shares, `get` gives the extension. */

(() => {
  const VIEW = "application/vnd.jupyter.widget-view+json";
  let shared;

  /* A package as the rest of JupyterLab has it: the version in use, else the only one there is. */
  const use = async (name) => {
    const versions = Object.values(shared[name] ?? {});
    return versions.length ? (await (versions.find((version) => version.loaded) ?? versions.at(-1)).get())() : {};
  };

  /* An explorer's output is a widget and carries the same as HTML. JupyterLab always prefers the widget; this shows the
     HTML until the widget is there, which it never is if the kernel that made it is gone. The change is made to the
     class that draws widgets, so that it holds for every notebook, console and output view, whenever it was opened. */
  const showSavedCopies = (rendermime, { prototype }) => {
    const stock = { draw: prototype.renderModel, manager: Object.getOwnPropertyDescriptor(prototype, "manager") };
    const kept = new WeakMap();   // of a renderer: its manager, the output, and the copy that is shown
    const about = (renderer) => kept.get(renderer) ?? kept.set(renderer, {}).get(renderer);

    const note = (text) => {
      const line = document.createElement("p");
      line.textContent = text;
      line.style.cssText = "margin: 0 0 .3em; font-size: var(--jp-ui-font-size1); color: var(--jp-ui-font-color2)";
      return line;
    };

    const draw = async (renderer) => {
      const own = about(renderer);
      if (own.manager?.has_model(own.model.data[VIEW].model_id)) {
        own.copy?.dispose();
        own.copy = null;
        return stock.draw.call(renderer, own.model);
      }
      if (own.copy) return;
      own.copy = rendermime.createRenderer("text/html");
      own.copy.addClass("workbook-copy");
      own.copy.node.dataset.lmSuppressShortcuts = "true";   // keys are for the explorer, not for the notebook
      renderer.addWidget(own.copy);
      await own.copy.renderModel(own.model);
      own.copy?.node.prepend(note("A saved copy; run the cell to make it live."));
    };

    prototype.renderModel = async function (model) {
      if (!model.data[VIEW]?.model_id || !("text/html" in model.data)) return stock.draw.call(this, model);
      about(this).model = model;
      return draw(this);
    };
    Object.defineProperty(prototype, "manager", {
      ...stock.manager,
      set(manager) {
        stock.manager.set.call(this, manager);
        about(this).manager = manager;
        const again = () => about(this).copy && draw(this);
        manager.restored.connect(again, this);   // a page loaded again finds the widgets of a kernel that still runs
        again();
      },
    });
  };

  /* The widget manager gives up on a notebook that is opened without a kernel. Where one is started later, it is asked
     again, or the cells that are then run would have no widgets. */
  const manageLate = async ({ sessionContext, context, content }, register) => {
    await sessionContext.ready;
    if (sessionContext.session?.kernel) return;
    const started = (_, { newValue }) => {
      if (!newValue) return;
      sessionContext.kernelChanged.disconnect(started);
      const managed = register(context, content.rendermime, []);
      content.disposed.connect(() => managed.dispose());
    };
    sessionContext.kernelChanged.connect(started);
  };

  const extension = async () => {
    const { IRenderMimeRegistry } = await use("@jupyterlab/rendermime");
    const { INotebookTracker } = await use("@jupyterlab/notebook");
    const { IMainMenu } = await use("@jupyterlab/mainmenu");
    const { WidgetRenderer, registerWidgetManager } = await use("@jupyter-widgets/jupyterlab-manager");

    const copies = {
      id: "analysis-workbook:saved-copies",
      description: "Shows the saved copy of an output whose widget is gone.",
      autoStart: true,
      requires: [IRenderMimeRegistry, INotebookTracker],
      activate: (app, rendermime, notebooks) => {
        showSavedCopies(rendermime, WidgetRenderer);
        notebooks.widgetAdded.connect((_, panel) => { void manageLate(panel, registerWidgetManager); });
      },
    };

    const menu = {
      id: "analysis-workbook:export",
      description: "Exports a notebook as a page that needs nothing else, from the File menu.",
      autoStart: true,
      requires: [INotebookTracker, IMainMenu],
      activate: (app, notebooks, main) => {
        const stock = "notebook:export-to-format";   // saves the notebook, then downloads what the server makes of it
        app.commands.addCommand("analysis-workbook:export", {
          label: "Export as Workbook Page",
          caption: "Save the notebook and download it as one HTML file that works without Jupyter or a network",
          isEnabled: () => app.commands.isEnabled(stock, { format: "workbook" }),
          execute: () => app.commands.execute(stock, { format: "workbook" }),
        });
        main.fileMenu.addItem({ command: "analysis-workbook:export", rank: 9.9 });
        notebooks.currentChanged.connect(() => app.commands.notifyCommandChanged("analysis-workbook:export"));
      },
    };
    return { __esModule: true, default: WidgetRenderer ? [copies, menu] : [menu] };
  };

  (globalThis._JUPYTERLAB ??= {})["analysis-workbook"] = {
    init: (scope) => { shared = scope; },
    get: async () => { const module = await extension(); return () => module; },
  };
})();
