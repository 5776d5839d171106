using System.Diagnostics;
using System.Runtime.Versioning;
using CellDynamics.Cli.Tests.Shared;

namespace CellDynamics.Cli.Tests.Installation;

/// <summary>The command of an installation reads the settings as systemd does, so that site and commands never mean different instances.</summary>
public sealed class SettingsFileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(null, "/srv/data=1|two words|")]
    [InlineData("set before", "/srv/data=1|set before|")]
    [UnsupportedOSPlatform("windows")]
    public async Task Of_two_lines_the_last_counts_and_what_was_set_before_wins(string? before, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A script of sh.");
        File.WriteAllText(scratch["settings"], "# DataRoot=/commented\nDataRoot=/var/lib/first\nTold=two words\n\nDataRoot=/srv/data=1\nEmpty=");
        Directory.CreateDirectory(scratch["cli"]);
        File.WriteAllText(scratch["cli", "celldynamics"], "#!/bin/sh\nprintf '%s|%s|%s' \"$DataRoot\" \"$Told\" \"$Empty\"\n");
        File.SetUnixFileMode(scratch["cli", "celldynamics"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.Copy(Repository.PathOf("install", "celldynamics"), scratch["celldynamics"]);
        var start = new ProcessStartInfo("sh", [scratch["celldynamics"], "list"]) { RedirectStandardOutput = true };
        start.Environment.Remove("DataRoot");
        start.Environment["CELLDYNAMICS_ENV"] = scratch["settings"];
        if (before is not null)
            start.Environment["Told"] = before;
        using Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected, said);
    }
}
