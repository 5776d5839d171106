using System.Globalization;

namespace CellDynamics.Cli.Benchmarks.Load;

/// <summary>What processes took so far, as Linux keeps it.</summary>
internal static class ProcessTimes
{
    private const double TicksPerSecond = 100;

    /// <summary>Processor time of a process and of all that descend from it, those that have ended included, seconds.</summary>
    /// <param name="own">Of the process alone.</param>
    public static double OfTree(int process, out double own)
    {
        ILookup<int, Times> children = All().ToLookup(times => times.Parent);
        Times? root = Read(process.ToString(CultureInfo.InvariantCulture));
        own = root is null ? 0 : root.Own / TicksPerSecond;
        double all = root is null ? 0 : root.Own + root.Ended;
        Stack<int> ahead = new([process]);
        while (ahead.TryPop(out int parent))
        {
            foreach (Times child in children[parent])
            {
                all += child.Own + child.Ended;
                ahead.Push(child.Process);
            }
        }
        return all / TicksPerSecond;
    }

    /// <summary>Words with which the children of a process were started.</summary>
    public static IEnumerable<string> CommandsOfChildren(int process) => All().Where(times => times.Parent == process).Select(times =>
    {
        try
        {
            return File.ReadAllText($"/proc/{times.Process}/cmdline").Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    });

    /// <summary>Memory that a process holds now, bytes; 0 where it is gone.</summary>
    public static long MemoryOf(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Seconds that all processors of the machine worked so far.</summary>
    public static double OfMachine()
    {
        // user nice system idle iowait irq softirq steal; guest times are in the first two already
        double[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond;
    }

    private static IEnumerable<Times> All() => Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => char.IsAsciiDigit(name[0])).Select(Read).OfType<Times>();

    private static Times? Read(string process)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{process}/stat");
            // The name, in brackets, may hold anything.
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Times(int.Parse(process, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), Number(fields[11]) + Number(fields[12]), Number(fields[13]) + Number(fields[14]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <param name="Process">Id.</param>
    /// <param name="Parent">Id.</param>
    /// <param name="Own">Ticks.</param>
    /// <param name="Ended">Ticks of children that have ended.</param>
    private sealed record Times(int Process, int Parent, double Own, double Ended);
}
