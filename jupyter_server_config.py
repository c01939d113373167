"""Read by JupyterLab when it is started in this folder."""

c = get_config()  # noqa: F821

c.ServerApp.contents_manager_class = "moscow_aims.lab.ChapterContents"
