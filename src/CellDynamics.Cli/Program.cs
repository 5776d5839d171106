using System.CommandLine;
using CellDynamics.Cli;

ParseResult parsed = CommandTree.Build().Parse(args);
if (parsed.Errors.Count == 0)
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
    Console.Error.WriteLine($"celldynamics: {message}");
Console.Error.WriteLine($"See: celldynamics {string.Join(' ', CommandTree.PathOf(parsed.CommandResult).Append("--help"))}");
return ExitCode.UnknownOption;
