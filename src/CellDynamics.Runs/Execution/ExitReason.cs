namespace CellDynamics.Runs.Execution;

/// <summary>Turns the end of a child process into words.</summary>
internal static class ExitReason
{
    private const int Signal = 128;

    /// <param name="exitCode">Of the child, not 0.</param>
    /// <param name="errorTail">Its last lines on standard error.</param>
    public static string Describe(int exitCode, string errorTail) => (exitCode - Signal) switch
    {
        6 => Native("it ended itself (signal 6)", errorTail),
        7 or 11 => Native($"native code crashed (signal {exitCode - Signal})", errorTail),
        9 => "The operating system stopped the analysis (signal 9), most likely because memory ran out. Use fewer cells or genes, or a machine with more memory.",
        15 => "Somebody stopped the analysis from outside (signal 15). Run it again.",
        24 => "The analysis used all the processor time it may (Execution:CpuSeconds). Ask whoever runs this site to raise it, or use fewer cells.",
        25 => "The analysis tried to write a file larger than allowed (Execution:FileBytes). Ask whoever runs this site to raise it.",
        _ when errorTail.Length > 0 => Last(errorTail),
        _ => $"The analysis ended with exit code {exitCode} and said nothing. Its log may tell more.",
    };

    private static string Native(string what, string errorTail) =>
        $"The analysis crashed: {what}. Run it again; if it happens again, report it with the log." + (errorTail.Length == 0 ? "" : $" It last said: {Last(errorTail)}");

    // The last paragraph: programs end with what matters; a stack trace above it is in the log.
    private static string Last(string errorTail)
    {
        string[] lines = [.. errorTail.Split('\n').Where(line => line.Trim().Length > 0 && !line.TrimStart().StartsWith("at ", StringComparison.Ordinal))];
        return lines.Length == 0 ? errorTail : string.Join(' ', lines.TakeLast(3).Select(line => line.Trim()));
    }
}
