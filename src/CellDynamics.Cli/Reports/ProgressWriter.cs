using CellDynamics.Runs.Execution;

namespace CellDynamics.Cli.Reports;

/// <summary>Shows progress: one line that changes on a terminal, one line per message in a log.</summary>
internal sealed class ProgressWriter(TextWriter writer, bool isLog)
{
    private string last = "";
    private int width;

    public void Show(ProgressLine line)
    {
        if (line.Warning is not null)
        {
            Clear();
            writer.WriteLine($"Note: {line.Warning}");
            return;
        }
        string text = $"{100 * line.Fraction,3:0} %  {line.Message}{Left(line.SecondsLeft)}";
        if (isLog)
        {
            if (line.Message != last)
                writer.WriteLine(text);
            last = line.Message;
            return;
        }
        writer.Write('\r' + text.PadRight(width));
        width = text.Length;
    }

    public void End() => Clear();

    private void Clear()
    {
        if (!isLog && width > 0)
            writer.Write('\r' + new string(' ', width) + '\r');
        width = 0;
    }

    private static string Left(double? seconds) => seconds switch
    {
        null or 0 => "",
        < 90 => $" (about {seconds:0} s left)",
        _ => $" (about {seconds / 60:0} min left)",
    };
}
