export declare function e(): number;
