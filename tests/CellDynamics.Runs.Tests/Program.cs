using CellDynamics.Runs.Tests.Shared;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// One program, six parts: tests start it again as the child process that a supervisor watches, and as a server that can be killed.
return args switch
{
    ["execute", ..] => await CountingMethod.RunAsync(args),
    ["summarize", var file, var folder] => CountingMethod.Summarize(file, folder),
    ["predict", ..] => PredictChild.Run(args),
    ["export", ..] => ExportChild.Run(args),
    ["host", ..] => await KillableHost.RunAsync(args[1..]),
    _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, CellDynamics.Runs.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
