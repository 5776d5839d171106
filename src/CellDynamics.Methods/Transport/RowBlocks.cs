namespace CellDynamics.Methods.Transport;

/// <summary>Cuts rows into blocks that depend on the shape only, so that sums come out the same on any number of cores.</summary>
internal static class RowBlocks
{
    /// <summary>Below this many entries starting a second thread costs more than it saves.</summary>
    private const long WorthThreads = 40_000;

    private const int Most = 16;

    public static int Count(int rows, int columns) =>
        (long)rows * columns < WorthThreads ? 1 : Math.Clamp(rows / 8, 1, Most);

    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Work per row, in entries.</param>
    /// <param name="body">Receives block, first row and the row after the last.</param>
    public static void ForEach(int rows, int columns, Action<int, int, int> body)
    {
        int blocks = Count(rows, columns);
        void Block(int block) => body(block, (int)((long)rows * block / blocks), (int)((long)rows * (block + 1) / blocks));
        if (blocks == 1)
            Block(0);
        else
            Parallel.For(0, blocks, Block);
    }
}
