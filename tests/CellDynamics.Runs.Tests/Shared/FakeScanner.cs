namespace CellDynamics.Runs.Tests.Shared;

/// <summary>A program that looks for the test string of the European Institute for Computer Antivirus Research, and ends as clamdscan does.</summary>
internal sealed class FakeScanner
{
    private readonly string program;

    /// <param name="folder">Where it is written; its path has a space.</param>
    public FakeScanner(string folder)
    {
        program = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "a scanner")).FullName, "scan");
        Behave(Honest);
    }

    /// <summary>Put together here, so that no scanner takes this repository for infected. Ref: https://www.eicar.org.</summary>
    public static string Eicar { get; } = string.Concat(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-", "TEST-FILE", "!$H+H*");

    /// <summary>Tells of what it found with letters that no page should show: of a bell, a colour, and of text from right to left.</summary>
    public static string Honest { get; } = """if grep -q "EICAR-STANDARD"-ANTIVIRUS "$last"; then printf '%s: \033[31mEicar-Test\a\342\200\256-Signature FOUND\n' "$last"; exit 1; fi; echo "$last: OK" """;

    /// <summary>As a setting has it. Read by a shell, not executed: a file that another test's process still holds open for writing cannot be ("Text file busy").</summary>
    public string Command => $"/bin/sh \"{program}\" --no-summary";

    /// <summary>A line for each scan: process, nice value, number of arguments.</summary>
    public string[] Calls => File.Exists(program + ".calls") ? File.ReadAllLines(program + ".calls") : [];

    /// <summary>The last arguments, one after the other.</summary>
    public string Paths => File.ReadAllText(program + ".paths");

    /// <summary>What the scanner had in its environment.</summary>
    public string[] Environment => File.ReadAllLines(program + ".environment");

    /// <param name="script">What it does; <c>$last</c> is the path of the file.</param>
    public void Behave(string script)
    {
        // In one step: a shell reads its script as it goes.
        File.WriteAllText(program + ".new", $"""
            #!/bin/sh
            for last in "$@"; do :; done
            env >"$0.environment"
            printf '%s\n' "$last" >>"$0.paths"
            echo "$$ $(nice) $#" >>"$0.calls"
            {script}
            """);
        File.Move(program + ".new", program, overwrite: true);
    }

    /// <summary>A script that leaves one says so in <c>$0.child</c>.</summary>
    public int Child => int.Parse(File.ReadAllText(program + ".child"));

    /// <summary>Lets a script go on that waits for <c>$0.go</c>.</summary>
    public void Tell() => File.WriteAllText(program + ".go", "");

    public Task StartedAsync() => Eventually.SeesAsync(() => Task.FromResult(Calls.Length), calls => calls > 0, "the scanner to start");

    public void Remove() => File.Delete(program);
}
