using System.CommandLine;
using CellDynamics.Cli;

ParseResult parsed = CommandTree.Build().Parse(args);
if (parsed.Errors.Count == 0)
    // An interrupted run has to reach a place where it can stop, and says how to go on; on a busy machine that takes longer than the default of two seconds.
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
    Console.Error.WriteLine($"celldynamics: {message}");
Console.Error.WriteLine($"See: celldynamics {string.Join(' ', CommandTree.PathOf(parsed.CommandResult).Append("--help"))}");
return ExitCode.UnknownOption;
