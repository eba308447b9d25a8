package command

// ExitCode is exitCode for the tests.
var ExitCode = exitCode
