"""Part III: who delays the talks, whether delay pays, and which explanations of it are coherent."""
