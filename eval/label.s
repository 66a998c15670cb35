// Empty: it lets label.go declare functions whose bodies are in the runtime.
