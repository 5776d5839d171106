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
    public async Task Of_two_lines_the_last_counts_and_what_was_set_before_wins(string? before, string expected) =>
        Assert.Equal((expected, ""), await ReadAsync("# DataRoot=/commented\nDataRoot=/var/lib/first\nTold=two words\n\nDataRoot=/srv/data=1\nEmpty=", "\"$DataRoot\" \"$Told\" \"$Empty\"", before));

    // What systemd 252 makes of the same lines.
    [Theory]
    [InlineData("; Told=commented", "")]
    [InlineData("   # Told=commented", "")]
    [InlineData("   Told = b c  ", "b c")]
    [InlineData("Told=\"two  words \"  ", "two  words ")]
    [InlineData("Told='it is $HOME \\n \"x\"'", "it is $HOME \\n \"x\"")]
    [InlineData("Told=\"it's\"", "it's")]
    [InlineData("Told=\"a\"'b' c", "abc")]
    [InlineData("Told=a#b ; c", "a#b ; c")]
    [InlineData("Told=Host=db;Password=\"x y\"", "Host=db;Password=\"x y\"")]
    [InlineData("Told=a\\ b\\\\c", "a b\\c")]
    [InlineData("Told=\"a\\\"b\\$c\\d\\\\\"", "a\"b$c\\d\\")]
    [InlineData("Told=a\\\nb", "ab")]
    [InlineData("Told=\"a\nb\"", "a\nb")]
    [InlineData("Told=a\r\nOther=b\r\n", "a")]
    [InlineData("Told=\"\"", "")]
    [UnsupportedOSPlatform("windows")]
    public async Task Comments_blanks_and_quotes_are_read_as_systemd_reads_them(string lines, string expected) => Assert.Equal((expected + "|", ""), await ReadAsync(lines, "\"$Told\" ''", null));

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_name_that_is_none_is_said_and_runs_nothing()
    {
        (string told, string said) = await ReadAsync("export Told=a\n$(touch x)=b\nTold=$(echo c)`echo d`", "\"$Told\"", null);
        Assert.Equal("$(echo c)`echo d`", told);
        Assert.Contains("found the name \"export Told\"; it is left out.", said, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["x"]));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_line_without_an_equals_sign_is_said_with_its_number_and_no_more_of_it_than_its_name()
    {
        (string told, string said) = await ReadAsync("# settings\nTold  a secret\nTold=b\nOther", "\"$Told\"", null);
        Assert.Equal("b", told);
        Assert.Contains("line 2 of the settings, found no = after \"Told\"; it is left out.", said, StringComparison.Ordinal);
        Assert.Contains("line 4 of the settings, found no = after \"Other\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    /// <summary>Without it the site of nobody's settings would start, on a data root of its own.</summary>
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_that_is_named_and_missing_starts_nothing()
    {
        (string told, string said) = await ReadAsync(null, "started", null);
        Assert.Equal("", told);
        Assert.Contains($"expected the file of settings that CELLDYNAMICS_ENV names, found none at {scratch["settings"]}.", said, StringComparison.Ordinal);
    }

    /// <returns>What a command finds in its environment, and what was said.</returns>
    [UnsupportedOSPlatform("windows")]
    private async Task<(string Told, string Said)> ReadAsync(string? settings, string shown, string? before)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A script of sh.");
        if (settings is not null)
            File.WriteAllText(scratch["settings"], settings);
        Directory.CreateDirectory(scratch["cli"]);
        File.WriteAllText(scratch["cli", "celldynamics"], $"#!/bin/sh\nset -- {shown}\nprintf '%s' \"$1\"; shift; for one; do printf '|%s' \"$one\"; done\n");
        File.SetUnixFileMode(scratch["cli", "celldynamics"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.Copy(Repository.PathOf("install", "celldynamics"), scratch["celldynamics"]);
        var start = new ProcessStartInfo("sh", [scratch["celldynamics"], "list"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = scratch.Path };
        start.Environment.Remove("DataRoot");
        start.Environment["CELLDYNAMICS_ENV"] = scratch["settings"];
        if (before is not null)
            start.Environment["Told"] = before;
        using Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (said, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
