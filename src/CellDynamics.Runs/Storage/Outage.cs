using System.Data.Common;
using System.Net.Sockets;

namespace CellDynamics.Runs.Storage;

/// <summary>Tells a database that does not answer for the moment from what will fail again.</summary>
internal static class Outage
{
    /// <summary>Entity Framework and Npgsql put the reason into one or two other exceptions.</summary>
    public static bool Is(Exception failure)
    {
        for (Exception? reason = failure; reason is not null; reason = reason.InnerException)
        {
            if (reason is DbException or TimeoutException or SocketException)
                return true;
        }
        return false;
    }
}
