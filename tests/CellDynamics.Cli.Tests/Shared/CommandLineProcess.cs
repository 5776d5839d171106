using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace CellDynamics.Cli.Tests.Shared;

/// <summary>The real command line as a process of its own.</summary>
internal static class CommandLineProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "celldynamics.dll");

    /// <summary>Runs a command to its end.</summary>
    public static Task<Said> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    public static async Task<Said> RunAsync(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        using Process process = Start(environment, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Said(process.ExitCode, await output, await error);
    }

    /// <summary>Runs a command until it says something on standard error, then sends it a signal: <c>KILL</c> as a power cut would, <c>INT</c> as a person does.</summary>
    public static async Task<Said> StopWhenItSaysAsync(string words, string signal, params string[] arguments)
    {
        using Process process = Start(new Dictionary<string, string>(), arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        var error = new StringBuilder();
        bool isSent = false;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            error.AppendLine(line);
            if (isSent || !line.Contains(words, StringComparison.Ordinal))
                continue;
            isSent = true;
            using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
            await kill.WaitForExitAsync();
        }
        await process.WaitForExitAsync();
        Assert.True(isSent, $"The command ended before it said \"{words}\": {error}");
        return new Said(process.ExitCode, await output, error.ToString());
    }

    private static Process Start(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        // A suite that a script started in the background ignores interrupts, and so would what it starts.
        var start = new ProcessStartInfo(OperatingSystem.IsLinux() ? "env" : "dotnet", [.. OperatingSystem.IsLinux() ? ["--default-signal=INT", "dotnet"] : Array.Empty<string>(), Program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}

/// <summary>What a command answered.</summary>
internal sealed record Said(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as one JSON document: fails where anything else is on it.</summary>
    public JsonElement Json()
    {
        using JsonDocument document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    /// <summary>It did what was asked; shows what was said where it did not.</summary>
    public Said Succeeded()
    {
        Assert.True(ExitCode == 0, $"Expected exit code 0, found {ExitCode}: {Error}");
        return this;
    }

    /// <summary>It refused with this exit code and one message, and printed no result.</summary>
    public void Refused(int exitCode, string message)
    {
        Assert.Contains(message, Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, ExitCode);
        Assert.Equal("", Output);
        Assert.DoesNotContain("not foreseen", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }
}
