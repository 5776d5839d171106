namespace CellDynamics.Runs.Datasets.Scanning;

/// <summary>What a person is told of a file that did not pass.</summary>
internal static class ScanWords
{
    /// <param name="done">What became of the file.</param>
    public static string Refused(string file, string said, string done, string contact) =>
        $"{file}: expected a file without malware, found what the scanner of this site calls {Quote(said)}. {done} Look after the computer that it came from; if you are sure that the file is harmless, ask {contact}.";

    /// <param name="next">What becomes of the file.</param>
    public static string NotChecked(string file, string next, string contact) =>
        $"{file} cannot be checked for malware at present. {next} If it stays like this, ask {contact}.";

    public static string Quote(string said) => said.Length == 0 ? "malware, and says no more" : $"“{said}”";
}
